"""Where the data of a file is: coordinate systems, slips in writing them, and the place that follows."""
