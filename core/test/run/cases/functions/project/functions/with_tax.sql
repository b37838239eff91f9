amount * (1 + rate)
