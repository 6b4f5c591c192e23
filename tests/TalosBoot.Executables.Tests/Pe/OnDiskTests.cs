using TalosBoot.Executables.Pe.OnDisk;

namespace TalosBoot.Executables.Tests.Pe;

public sealed class OnDiskTests
{
    [Test]
    public void Every_byte_of_a_header_comes_back()
    {
        AssertHeader<PeFileHeader>(20);
        AssertHeader<PeOptionalHeader>(112);
        AssertHeader<PeSectionHeader>(40);
    }

    static void AssertHeader<T>(int size)
        where T : struct, Core.Binary.IOnDiskStructure<T>
    {
        OnDiskContract.AssertSize<T>(size);
        OnDiskContract.AssertLossless<T>();
    }
}
