using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Compression.Content;

/// <summary>Reads what a decoder gives: watches the limit, and turns the decoder's words into ours.</summary>
internal abstract class DecodingStream(CountingStream input, string format, DecompressionLimits limits) : ReadOnlyStream
{
    long _position;

    protected CountingStream Input { get; } = input;

    protected DecompressionLimits Limits { get; } = limits;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var count = DecodeMapped(buffer);
        _position += count;
        if (_position > Limits.MaximumOutputLength)
        {
            throw LimitExceeded($"more than {Limits.MaximumOutputLength} bytes come out. Raise the limit, if the input is to be trusted.");
        }

        return count;
    }

    /// <summary>
    /// Gives at least one byte, or none at the end. Throws an <see cref="EndOfStreamException"/> when the input ends too early, an
    /// <see cref="InvalidDataException"/> when it is damaged, or an exception of its own making.
    /// </summary>
    protected abstract int Decode(Span<byte> buffer);

    protected ImageFormatException Damaged(Exception cause) => new(
        DiagnosticIds.CompressedDataDamaged, format, Input.Count, "the data is damaged. Fetch the input again.", cause);

    protected ImageFormatException LimitExceeded(string message, Exception? cause = null) => new(
        DiagnosticIds.LimitExceeded, format, Input.Count, message, cause);

    int DecodeMapped(Span<byte> buffer)
    {
        try
        {
            return Decode(buffer);
        }
        catch (EndOfStreamException exception)
        {
            throw new ImageFormatException(
                DiagnosticIds.Truncated, format, Input.Count, "the data ends too early. The input is cut short or damaged.", exception);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(exception);
        }
    }
}
