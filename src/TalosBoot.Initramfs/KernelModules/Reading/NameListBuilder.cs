using System.Buffers;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>Collects names.</summary>
internal sealed class NameListBuilder
{
    /// <summary>The most bytes that one list takes: many entries of a table may name one long text.</summary>
    public const int MaximumSize = 64 * 1024 * 1024;

    ArrayBufferWriter<byte>? _bytes;

    public bool IsEmpty => _bytes is null;

    /// <summary>Adds a name, which holds no NUL.</summary>
    /// <exception cref="ImageFormatException">The list becomes too large.</exception>
    public void Add(ReadOnlySpan<byte> name)
    {
        _bytes ??= new ArrayBufferWriter<byte>(256);
        if (name.Length >= MaximumSize - _bytes.WrittenCount)
        {
            throw new ImageFormatException(
                DiagnosticIds.LimitExceeded,
                "kernel module",
                0,
                $"its names have more than {MaximumSize} bytes. The module is damaged or hostile.");
        }

        var room = _bytes.GetSpan(name.Length + 1);
        name.CopyTo(room);
        room[name.Length] = 0;
        _bytes.Advance(name.Length + 1);
    }

    public NameList Build() => _bytes is null ? NameList.Empty : new NameList(_bytes.WrittenSpan.ToArray());
}
