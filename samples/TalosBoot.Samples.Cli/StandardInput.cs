using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Samples.Cli;

/// <summary>Reads a document from standard input.</summary>
static class StandardInput
{
    /// <summary>More than any profile or schematic may have, so that what has no end is refused before it fills the memory.</summary>
    const int Limit = 16 << 20;

    const int PieceSize = 64 << 10;

    /// <summary>Reads all of it.</summary>
    /// <param name="cancellationToken">Stops waiting. A terminal or a pipe that says nothing cannot be read and stopped at once: the reading thread is left behind.</param>
    /// <exception cref="FileAccessException">There is more than 16 MiB, or it cannot be read (TB6003).</exception>
    public static Task<byte[]> ReadAsync(CancellationToken cancellationToken) => Task.Run(Read, CancellationToken.None).WaitAsync(cancellationToken);

    static byte[] Read()
    {
        try
        {
            using var input = Console.OpenStandardInput();
            using var result = new MemoryStream();
            var piece = new byte[PieceSize];
            while (input.Read(piece) is var count && count > 0)
            {
                if (result.Length + count > Limit)
                {
                    throw new FileAccessException(DiagnosticIds.InputNotReadable, "standard input", $"there are more than {Limit} bytes. No document is that long.");
                }

                result.Write(piece, 0, count);
            }

            return result.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(DiagnosticIds.InputNotReadable, "standard input", $"it cannot be read: {exception.Message}", exception);
        }
    }
}
