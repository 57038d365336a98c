"""
Checks a table of companies with Spark: rows stay where they are, and the workers need nothing but Spark.

    spark-submit check_firms.py FIRMS.parquet MAPPING.yaml DATE ANSWERS.parquet [PROGRAMME ...]

FIRMS is a file or a folder of Parquet, partitioned or not; ANSWERS becomes a folder.
"""

from __future__ import annotations

import argparse
import sys

from pyspark.sql import SparkSession

import incentives


def main() -> int:
    """Read, ask, write; Spark computes when it writes."""
    options = _options()
    session = SparkSession.builder.appName("incentives").getOrCreate()
    try:
        answer = incentives.check_table(
            incentives.load(options.rules),
            session.read.parquet(options.firms),
            on=options.on,
            currency=options.currency,
            mapping=options.mapping,
            programmes=options.programme,
        )
    except incentives.IncentivesError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    answer.write.mode("overwrite" if options.overwrite else "errorifexists").parquet(options.answers)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Checks a table of companies with Spark.")
    parser.add_argument("firms", metavar="FIRMS")
    parser.add_argument("mapping", metavar="MAPPING")
    parser.add_argument("on", metavar="DATE", help="the day of assessment: 2024-07-19")
    parser.add_argument("answers", metavar="ANSWERS")
    parser.add_argument("programme", metavar="PROGRAMME", nargs="*", help="an id or a glob; all if none")
    parser.add_argument("--currency", default="CNY")
    parser.add_argument("--rules", default=None, help="a folder of rules instead of those that come along")
    parser.add_argument("--overwrite", action="store_true", help="where there are answers already")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
