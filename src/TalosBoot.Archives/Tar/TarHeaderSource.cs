using System.Collections.Immutable;
using TalosBoot.Archives.Tar.OnDisk;
using TalosBoot.Core.Content;

namespace TalosBoot.Archives.Tar;

/// <summary>The header blocks of a member, which are made when they are read: those of many members would take most of the memory of a plan.</summary>
/// <param name="header">The header, which is known to be one that can be written.</param>
/// <param name="attributes">The extended attributes.</param>
/// <param name="length">The bytes of all header blocks.</param>
internal sealed class TarHeaderSource(TarHeader header, ImmutableSortedDictionary<string, ImmutableArray<byte>> attributes, int length) : BlobSource
{
    public override long Length => length;

    protected override void ReadCore(long offset, Span<byte> destination) =>
        TarHeaderEncoder.Encode(header, attributes).AsSpan((int)offset, destination.Length).CopyTo(destination);
}
