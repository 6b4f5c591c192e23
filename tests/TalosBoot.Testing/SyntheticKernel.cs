using System.Text;

namespace TalosBoot.Testing;

/// <summary>Kernel files that say what a kernel says of itself, and hold no kernel.</summary>
public static class SyntheticKernel
{
    public static byte[] BzImage(string versionText = "6.12.5-talos (builder@host) #1 SMP", int length = 20_000)
    {
        var kernel = new byte[length];
        Encoding.ASCII.GetBytes("MZ").CopyTo(kernel, 0);
        return WithBootHeader(kernel, versionText);
    }

    /// <summary>A bzImage that is an EFI program too, as real ones are.</summary>
    public static byte[] EfiBzImage() =>
        WithBootHeader(new SyntheticPe().Add(".text", SyntheticPe.Fill(16_000, 0xc3)).Build(), "6.12.5-talos (builder@host) #1 SMP\0");

    public static byte[] Arm64Image()
    {
        var kernel = new byte[4096];
        Encoding.ASCII.GetBytes("MZ").CopyTo(kernel, 0);
        Encoding.ASCII.GetBytes("ARM\x64").CopyTo(kernel, 0x38);
        return kernel;
    }

    public static byte[] Arm64ZBoot(byte[] payload)
    {
        var kernel = new SyntheticPe { Machine = 0xaa64 }.Add(".text", payload).Build();
        Encoding.ASCII.GetBytes("zimg").CopyTo(kernel, 4);
        SyntheticPe.U32(kernel, 8, SyntheticPe.HeaderSize);
        SyntheticPe.U32(kernel, 12, (uint)payload.Length);
        Encoding.ASCII.GetBytes("zstd\0").CopyTo(kernel, 24);
        return kernel;
    }

    static byte[] WithBootHeader(byte[] kernel, string versionText)
    {
        kernel[0x1f1] = 29;
        Encoding.ASCII.GetBytes("HdrS").CopyTo(kernel, 0x202);
        SyntheticPe.U16(kernel, 0x20e, 0x1000);
        Encoding.ASCII.GetBytes(versionText).CopyTo(kernel, 0x1200);
        return kernel;
    }
}
