using System.Collections.Immutable;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Tar.OnDisk;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Archives.Tests.Tar;

[ContractOf("TarHeaderSource")]
public sealed class TarHeaderSourceTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        // A label takes an extended header in front.
        var attributes = ImmutableSortedDictionary<string, ImmutableArray<byte>>.Empty.Add("security.selinux", [.. "system_u"u8]);
        var header = new TarHeader { Name = new string('n', 200), Prefix = string.Empty, Mode = 420, Type = (byte)'0', LinkName = string.Empty };
        var expected = TarHeaderEncoder.Encode(header, attributes);
        return (new TarHeaderSource(header, attributes, expected.Length), expected);
    }
}
