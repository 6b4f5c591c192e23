using Microsoft.Win32.SafeHandles;

namespace TalosBoot.Core.Content.Files;

/// <summary>A file in a <see cref="FileHandlePool"/>, which guards its state.</summary>
/// <param name="input">The file itself.</param>
/// <param name="staysOpen">Whether the pool does not close it to make room.</param>
internal sealed class PooledFile(InputFile input, bool staysOpen)
{
    /// <summary>Whether the pool does not close it to make room.</summary>
    public bool StaysOpen => staysOpen;

    /// <summary>Held by the one who opens.</summary>
    public Lock OpeningLock { get; } = new();

    /// <summary>The handle while the file is open.</summary>
    public SafeFileHandle? Handle { get; set; }

    /// <summary>How many read now.</summary>
    public int Users { get; set; }

    /// <summary>Where it is among the files that are open and not being read.</summary>
    public LinkedListNode<PooledFile>? Place { get; set; }

    public SafeFileHandle Open() => input.Open();
}
