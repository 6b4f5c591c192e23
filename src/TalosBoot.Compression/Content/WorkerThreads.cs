namespace TalosBoot.Compression.Content;

/// <summary>The number of threads that an option asks for.</summary>
internal static class WorkerThreads
{
    const int Max = 64;

    public static int Resolve(int requested) => Math.Min(requested == 0 ? Environment.ProcessorCount : requested, Max);
}
