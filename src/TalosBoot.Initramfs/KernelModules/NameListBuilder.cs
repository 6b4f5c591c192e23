using System.Buffers;

namespace TalosBoot.Initramfs.KernelModules;

/// <summary>Collects names.</summary>
internal sealed class NameListBuilder
{
    ArrayBufferWriter<byte>? _bytes;

    public bool IsEmpty => _bytes is null;

    /// <summary>Adds a name, which holds no NUL.</summary>
    public void Add(ReadOnlySpan<byte> name)
    {
        _bytes ??= new ArrayBufferWriter<byte>(256);
        var room = _bytes.GetSpan(name.Length + 1);
        name.CopyTo(room);
        room[name.Length] = 0;
        _bytes.Advance(name.Length + 1);
    }

    public NameList Build() => _bytes is null ? NameList.Empty : new NameList(_bytes.WrittenSpan.ToArray());
}
