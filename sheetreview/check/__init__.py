"""The rules of a review: review and layout in, findings out."""
