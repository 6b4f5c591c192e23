// The clusters of these tests use both processors of a small machine, and some watch the clock.
[assembly: NonParallelizable]
