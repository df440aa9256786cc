"""A fictional demonstration year, marked as such: nothing in it is real."""

from models.demo.load import clear_demonstration, load_demonstration

__all__ = ["clear_demonstration", "load_demonstration"]
