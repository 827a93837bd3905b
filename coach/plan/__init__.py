"""Routines made for a runner's own tight spots: wishes and the library in, a routine and its reasons out."""

from coach.plan.planner import Plan, plan, served
from coach.plan.reasons import Reason
from coach.plan.wishes import MOST_AREAS, Wishes, find_area, find_caution

__all__ = ["MOST_AREAS", "Plan", "Reason", "Wishes", "find_area", "find_caution", "plan", "served"]
