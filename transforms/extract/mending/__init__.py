"""Names as a pipeline marks them → names as newsbeam writes them.

`order` lists the passes in the order in which they run; docs/model.md says what each gains.
"""
