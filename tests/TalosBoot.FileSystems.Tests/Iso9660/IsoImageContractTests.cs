using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

/// <summary>A planned image reads as the image that xorriso has written.</summary>
[TestFixture]
public class IsoImageContractTests : BlobSourceContract
{
    static readonly Lazy<byte[]> Expected = new(() => XorrisoImages.Uefi(IsoTrees.Uefi(), IsoTrees.Esp(1)));

    protected override (BlobSource Source, byte[] Expected) Create() =>
        (IsoImageBuilder.Build(IsoTrees.Uefi(), IsoTrees.UefiOptions(IsoTrees.Esp(1))), Expected.Value);
}
