"""Files from strangers as neutral grids: the gate and the narrow readers."""
