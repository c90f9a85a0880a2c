"""How dates are written: day, month by name, year; one way on every page. What is not here is Django's own."""
