"""The one place that knows the format of a review form: composing it and reading it back."""
