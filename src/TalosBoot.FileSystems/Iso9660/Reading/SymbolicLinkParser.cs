using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>Puts the target of a symbolic link together from SL fields (RRIP 4.1.3), with slashes where Linux has them.</summary>
internal sealed class SymbolicLinkParser
{
    const int FieldHeader = 5;
    const int ComponentHeader = 2;

    readonly List<byte> _target = [];
    bool _isPresent;
    bool _needsSlash;

    /// <summary>The target, or null when there was no field.</summary>
    public byte[]? Target => _isPresent ? [.. _target] : null;

    public void Clear()
    {
        _target.Clear();
        _isPresent = _needsSlash = false;
    }

    public void Add(ReadOnlySpan<byte> field, long offset)
    {
        _isPresent = true;
        var components = field.Length >= FieldHeader ? field[FieldHeader..] : throw Damaged(offset);
        while (!components.IsEmpty)
        {
            if (components.Length < ComponentHeader || components.Length < ComponentHeader + components[1])
            {
                throw Damaged(offset);
            }

            AddComponent(components[0], components.Slice(ComponentHeader, components[1]), offset);
            components = components[(ComponentHeader + components[1])..];
        }
    }

    void AddComponent(byte flags, ReadOnlySpan<byte> name, long offset)
    {
        if (_needsSlash)
        {
            _target.Add((byte)'/');
        }

        switch (flags & ~1)
        {
            case 0:
                _target.AddRange(name);
                break;
            case 2:
                _target.Add((byte)'.');
                break;
            case 4:
                _target.AddRange(".."u8);
                break;
            case 8:
                _target.Add((byte)'/');
                break;
            default:
                throw Damaged(offset);
        }

        var isContinued = (flags & 1) != 0;
        _needsSlash = !isContinued && (flags & 8) == 0;
        if (_target.Count > FilePath.MaximumLength)
        {
            throw IsoFormat.Error(
                DiagnosticIds.LimitExceeded, offset, $"the target of a symbolic link has more than {FilePath.MaximumLength} bytes.");
        }
    }

    static ImageFormatException Damaged(long offset) =>
        IsoFormat.Error(DiagnosticIds.IsoRockRidgeDamaged, offset, "the target of a symbolic link is wrong. The volume is damaged.");
}
