"""`practice`: the Practice CRM alone, for as long as the command runs."""

from __future__ import annotations

import argparse
import sys

from mega_desktop.cli.printing import print_json
from mega_desktop.errors import Problem, UsageProblem
from mega_desktop.house import House
from mega_desktop.practice import PracticeLimits, PracticeServer
from mega_desktop.work import Cancelled, Control

FOREVER_S = 3600.0


def practice(args: argparse.Namespace, house: House, control: Control) -> int:
    """Serves until it is told to stop (Ctrl+C)."""
    # FoxReach has one allowance for everything; who wants no waiting wants none there either.
    foxreach = max(args.bulk_limit, PracticeLimits.foxreach)
    limits = PracticeLimits(bulk=args.bulk_limit, foxreach=foxreach, minute_s=args.minute)
    data = args.data or house.folders.practice
    server = PracticeServer(data, port=args.port, limits=limits)
    try:
        access = server.start()
    except Problem as problem:
        raise UsageProblem(problem.title, problem.advice, detail=problem.detail) from problem
    try:
        if args.json:
            mega = {"url": access.url, "token": access.token, "customer_id": access.customer_id}
            print_json(mega | {"foxreach_url": access.foxreach_url, "foxreach_key": access.foxreach_key})
        else:
            print(f"Practice CRM at {access.url}\nToken: {access.token}\nCustomer id: {access.customer_id}")
            print(f"As FoxReach at {access.foxreach_url}\nAPI key: {access.foxreach_key}")
            print("Its leads are made up and stay on this computer. Ctrl+C ends it.")
        sys.stdout.flush()
        _until_cancelled(control)
    finally:
        server.stop()
    return 0


def _until_cancelled(control: Control) -> None:
    try:
        while True:
            control.wait(FOREVER_S)
    except Cancelled:
        return
