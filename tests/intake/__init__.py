"""Files that an analyst drops; every figure in these tests is invented."""
