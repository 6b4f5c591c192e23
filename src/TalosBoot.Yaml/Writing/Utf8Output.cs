using System.Buffers;
using System.Text;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Writing;

/// <summary>Growing UTF-8 bytes that know where their last line starts.</summary>
internal sealed class Utf8Output : IDisposable
{
    const int InitialSize = 1024;
    byte[] _bytes = ArrayPool<byte>.Shared.Rent(InitialSize);
    int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Whether the last character is a line break. The other breaks are the last bytes of U+0085, U+2028 and U+2029.</summary>
    public bool EndsWithBreak { get; private set; } = true;

    /// <summary>The column at which the next character is written, in code points from 0.</summary>
    public int Column
    {
        get
        {
            var line = Written[(Written.LastIndexOf((byte)'\n') + 1)..];
            var column = 0;
            foreach (var value in line)
            {
                column += (value & 0xC0) != 0x80 ? 1 : 0;
            }

            return column;
        }
    }

    public void Byte(char ascii)
    {
        Reserve(1)[0] = (byte)ascii;
        _length++;
        EndsWithBreak = ascii == '\n';
    }

    public void Spaces(int count)
    {
        Reserve(count)[..count].Fill((byte)' ');
        _length += count;
        EndsWithBreak &= count == 0;
    }

    /// <summary>Writes text as it is. A lone surrogate becomes U+FFFD.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        _length += Encoding.UTF8.GetBytes(text, Reserve(checked(text.Length * 3)));
        EndsWithBreak = YamlCharacters.IsBreak(text[^1]);
    }

    public void Clear()
    {
        _length = 0;
        EndsWithBreak = true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_length + count, _bytes.Length * 2)));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsSpan(_length);
    }
}
