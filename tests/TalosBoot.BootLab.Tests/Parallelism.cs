// An emulated machine has one processor: two machines at a time, one for each processor of a small host.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
