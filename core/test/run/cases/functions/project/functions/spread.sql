max(x) - min(x)
