using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;

namespace TalosBoot.Testing;

/// <summary>
/// The inputs that upstream's own imager was run on, set up in a temporary folder as <c>real/inputs/make.py</c> of the vectors does it: what is
/// stored, the kernels, which are made of numbers, and a picture. They are the same on every machine.
/// </summary>
public static class RealInputs
{
    const int KernelLength = 48 * 1024;
    const int LargeKernelBlocks = 34;

    static readonly Dictionary<string, string> Digests = new()
    {
        ["amd64/vmlinuz"] = "551878f8d82cac677f7c87e53c5b44ceab9bfdfd2dbb157167d2e3ba9ff8352d",
        ["amd64/vmlinuz.iso"] = "ffc80fe668b8f9519595fdfa052a7f8554c5fd2ad78f31e32d3b88c30e06409c",
        ["arm64/vmlinuz"] = "22892548d144eaf5988377dbf811eff4349ea6bddbdacd92d29d3ae2490446a9",
        ["arm64/vmlinuz.iso"] = "077b00eff76cd64d09cb212955c1bd48deadfecb6c47bcb0c427216aa04f548f",
    };

    /// <summary>Sets the inputs up in a new folder, which the caller disposes.</summary>
    public static TemporaryFolder Create()
    {
        var source = RepositoryPaths.Vector("real", "inputs");
        var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            folder.WriteFile(Path.GetRelativePath(source, file), File.ReadAllBytes(file));
        }

        folder.WriteFile("splash.bmp", File.ReadAllBytes(RepositoryPaths.Vector("uki", "splash-v1.12plus.bmp")));
        foreach (var (architecture, kernel) in new[] { ("amd64", MakeAmd64Kernel()), ("arm64", MakeArm64Kernel()) })
        {
            Write($"{architecture}/vmlinuz", kernel);
            Write($"{architecture}/vmlinuz.iso", Enlarge(kernel, architecture));
        }

        return folder;

        void Write(string name, byte[] content)
        {
            Assert.That(Convert.ToHexStringLower(SHA256.HashData(content)), Is.EqualTo(Digests[name]), name);
            folder.WriteFile(name, content);
        }
    }

    /// <summary>A profile of <c>real/cases</c> over inputs that were set up.</summary>
    /// <param name="name">The name of the case.</param>
    /// <param name="inputs">The folder of the inputs.</param>
    public static string ReadProfile(string name, TemporaryFolder inputs) =>
        File.ReadAllText(RepositoryPaths.Vector("real", "cases", $"{name}.profile.yaml")).Replace("${INPUTS}", inputs.Path, StringComparison.Ordinal);

    static byte[] MakeAmd64Kernel()
    {
        var kernel = Numbers(KernelLength, "kernel-6.12.57-talos");
        "MZ"u8.CopyTo(kernel);
        kernel[0x1f1] = 31;
        kernel[0x1fe] = 0x55;
        kernel[0x1ff] = 0xaa;
        "HdrS"u8.CopyTo(kernel.AsSpan(0x202));
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(0x20e), 0x1000);
        "6.12.57-talos (build@demo) #1 SMP\0"u8.CopyTo(kernel.AsSpan(0x1200));
        return kernel;
    }

    static byte[] MakeArm64Kernel()
    {
        var kernel = Numbers(KernelLength, "arm64");
        "MZ"u8.CopyTo(kernel);
        kernel[2] = 0;
        kernel[3] = 0x91;
        kernel.AsSpan(8, 48).Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(kernel.AsSpan(16), KernelLength);
        BinaryPrimitives.WriteUInt64LittleEndian(kernel.AsSpan(24), 10);
        "ARM\x64"u8.CopyTo(kernel.AsSpan(0x38));
        BinaryPrimitives.WriteUInt32LittleEndian(kernel.AsSpan(0x3c), 0x40);
        "PE\0\0"u8.CopyTo(kernel.AsSpan(0x40));
        kernel.AsSpan(0x44, 20).Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(0x44), 0xaa64);
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(0x46), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(0x54), 160);
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(0x56), 0x0206);
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(0x58), 0x20b);
        "Linux version 6.12.57-talos (build@demo) #1 SMP\0"u8.CopyTo(kernel.AsSpan(0x8000));
        return kernel;
    }

    /// <summary>Pads a kernel to so many MiB that the EFI system partition of an ISO with it is a valid FAT32.</summary>
    static byte[] Enlarge(byte[] kernel, string architecture)
    {
        var block = Numbers(1 << 20, $"pad-{architecture}");
        using var large = new MemoryStream();
        large.Write(kernel);
        for (var start = 0; start < LargeKernelBlocks; start++)
        {
            large.Write(block.AsSpan(start));
            large.Write(block.AsSpan(0, start));
        }

        var bytes = large.ToArray();
        if (architecture == "arm64")
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), (ulong)bytes.Length);
        }

        return bytes;
    }

    static byte[] Numbers(int length, string seed)
    {
        var bytes = new byte[length];
        for (var index = 0; index * SHA256.HashSizeInBytes < length; index++)
        {
            SHA256.HashData(Encoding.ASCII.GetBytes($"{seed}-{index}")).CopyTo(bytes, index * SHA256.HashSizeInBytes);
        }

        return bytes;
    }
}
