using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;

namespace TalosBoot.Boot.Tests.Uki;

public sealed class UkiContractTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var uki = UkiBuilder.Build(UkiBuilderTests.Options());
        using var memory = new MemoryStream();
        uki.WriteToStreamAsync(memory).GetAwaiter().GetResult();
        return (uki, memory.ToArray());
    }
}
