using TalosBoot.FileSystems.Fat.OnDisk;

namespace TalosBoot.FileSystems.Fat.Reading;

/// <summary>
/// Puts a long name together from its parts. Parts that are out of order, or that belong to another short name, are left over from a system
/// that knows no long names: the short name counts then.
/// </summary>
internal sealed class FatLongNameAssembler
{
    const int MaximumParts = 20;

    string _text = string.Empty;
    int _nextPart;
    byte _checksum;

    /// <summary>Whether the part that is the start of the name has come.</summary>
    bool IsComplete => _nextPart == 0 && _text.Length > 0;

    public void Clear()
    {
        _text = string.Empty;
        _nextPart = 0;
    }

    public void Add(FatLongNameEntry part)
    {
        var number = part.Ordinal & ~FatLongNameEntry.Last;
        if ((part.Ordinal & FatLongNameEntry.Last) != 0)
        {
            Clear();
            if (number is < 1 or > MaximumParts)
            {
                return;
            }

            _checksum = part.Checksum;
        }
        else if (number != _nextPart || number == 0 || part.Checksum != _checksum)
        {
            Clear();
            return;
        }

        _text = part.Text + _text;
        _nextPart = number - 1;
    }

    /// <summary>The name, or null if there is none that belongs to the short name; then starts over.</summary>
    public string? Take(string shortName)
    {
        var text = IsComplete && _checksum == FatLongNameEntry.ChecksumOf(shortName) ? _text : string.Empty;
        Clear();
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        text = end < 0 ? text : text[..end];
        return text.Length == 0 ? null : text;
    }
}
