"""
Checks a table of companies with Spark: rows stay where they are, and the workers need nothing but Spark.

    spark-submit check_firms.py FIRMS.parquet MAPPING.yaml DATE ANSWERS.parquet [PROGRAMME ...]
"""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession

import incentives


def main() -> None:
    """Read, ask, write; Spark computes when it writes."""
    firms, mapping, on, answers, *programmes = sys.argv[1:]
    session = SparkSession.builder.appName("incentives").getOrCreate()
    answer = incentives.check_table(
        incentives.load(), session.read.parquet(firms), on=on, currency="CNY", mapping=mapping, programmes=programmes
    )
    answer.write.parquet(answers)


if __name__ == "__main__":
    main()
