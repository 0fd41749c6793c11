"""What the readers make of folders of real files: records, rejects by reason, files with nothing.

    python benchmarks/read_formats.py ../shared/data/formats/* ../shared/data/dev/news_pages

A file that holds no record (a feed without items) gives neither a record nor a reject.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    from schemas.records import RawDocument
    from transforms.read import expand_inputs, plan_shards, read_shard

    for folder in sys.argv[1:]:
        files = expand_inputs(folder)
        read: Counter[str] = Counter()
        rejected: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        for file in files:
            records = [r for shard in plan_shards([file], 2**50) for r in read_shard(shard)]
            documents = [record for record in records if isinstance(record, RawDocument)]
            read.update(document.format for document in documents)
            for record in records:
                if not isinstance(record, RawDocument):
                    rejected[f"{record.code} {record.message[:100]}"] += 1
            kinds["read" if documents else "rejected" if records else "without a record"] += 1
        counts = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        print(f"{Path(folder).name}: {len(files)} files: {counts}")
        print("  records:", ", ".join(f"{count} {name}" for name, count in read.most_common()))
        for reason, count in rejected.most_common():
            print(f"  {count:5} {reason}")


if __name__ == "__main__":
    main()
