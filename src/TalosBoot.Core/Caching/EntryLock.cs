using TalosBoot.Core.Content.Files;

namespace TalosBoot.Core.Caching;

/// <summary>
/// The right to make or delete entries of a cache, among all processes and threads. The system takes it back when a process ends, however that happens.
/// </summary>
internal sealed class EntryLock : IDisposable
{
    static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    readonly FileStream _file;

    EntryLock(FileStream file) => _file = file;

    /// <summary>The lock, or null while another has it.</summary>
    public static EntryLock? TryAcquire(string path) => PrivateFiles.TryOpenAlone(path) is { } file ? new EntryLock(file) : null;

    /// <summary>Waits for the lock, as long as it is still needed.</summary>
    /// <param name="path">The file that is locked.</param>
    /// <param name="isNeeded">Asked before each attempt.</param>
    /// <param name="timeProvider">The clock of the waits.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The lock, or null when it is no longer needed.</returns>
    public static async ValueTask<EntryLock?> AcquireAsync(
        string path, Func<bool> isNeeded, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        for (var wait = FirstWait; isNeeded(); wait = wait * 2 > LongestWait ? LongestWait : wait * 2)
        {
            if (TryAcquire(path) is { } acquired)
            {
                return acquired;
            }

            await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    public void Dispose() => _file.Dispose();
}
