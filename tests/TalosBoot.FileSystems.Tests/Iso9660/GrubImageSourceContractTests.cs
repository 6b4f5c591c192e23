using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Iso9660.Writing;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

/// <summary>GRUB's image with its patches.</summary>
[TestFixture]
[ContractOf("GrubImageSource")]
public class GrubImageSourceContractTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var expected = new byte[4096];
        expected[0] = 1;
        expected[8] = 16;
        expected[12] = 100;
        expected[17] = 0x10; // length 4096
        expected[20] = 0x95; // the sum: 405
        expected[21] = 0x01;
        expected[2548] = 0x95; // 100 * 4 + 5
        expected[2549] = 0x01;
        var original = new byte[4096];
        original[0] = 1;
        original[30] = 0xFF;
        return (new GrubImageSource(BlobSource.FromBytes(original), 100), expected);
    }
}
