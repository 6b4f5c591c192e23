using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Elf;

namespace TalosBoot.Boot.Grub;

/// <summary>What lies behind GRUB's kernel in memory: a header, and objects such as modules and the prefix (docs/formats/grub.md).</summary>
internal static class GrubModuleArea
{
    const uint Magic = 0x676D_696D;
    const int ObjectHeaderSize = 8;
    const int MaximumLength = 64 * 1024 * 1024;
    const ushort RelocatableFile = 1;

    /// <summary>Puts the area together.</summary>
    public static byte[] Build(GrubModuleFolder folder, GrubImageOptions options, CancellationToken cancellationToken)
    {
        var alignment = folder.Target.PointerSize();
        var objects = new List<(ObjectType Type, byte[] Content)>();
        foreach (var module in GrubModuleList.Resolve(folder, options.Modules))
        {
            objects.Add((ObjectType.Module, ReadModule(folder, $"{module}.mod", cancellationToken)));
        }

        if (options.Configuration is { } configuration)
        {
            objects.Add((ObjectType.Configuration, Terminated(configuration)));
        }

        objects.Add((ObjectType.Prefix, Terminated(options.Prefix)));
        var headerSize = folder.Target.IsEfi() ? 24 : 12;
        var length = objects.Aggregate((long)headerSize, (sum, item) => sum + ObjectHeaderSize + Alignment.Up(item.Content.Length, alignment));
        if (length > MaximumLength)
        {
            throw new LayoutException(DiagnosticIds.GrubImageTooLarge, "GRUB module area", length, MaximumLength, "embed fewer modules.");
        }

        var result = new byte[length];
        WriteHeader(result, folder.Target.IsEfi());
        var position = headerSize;
        foreach (var (type, content) in objects)
        {
            var padded = Alignment.Up(content.Length, alignment);
            BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(position), (uint)type);
            BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(position + 4), (uint)(padded + ObjectHeaderSize));
            content.CopyTo(result, position + ObjectHeaderSize);
            position += ObjectHeaderSize + padded;
        }

        return result;
    }

    static void WriteHeader(byte[] area, bool isEfi)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(area, Magic);
        if (isEfi)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(area.AsSpan(8), 24);
            BinaryPrimitives.WriteUInt64LittleEndian(area.AsSpan(16), (ulong)area.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(area.AsSpan(4), 12);
            BinaryPrimitives.WriteUInt32LittleEndian(area.AsSpan(8), (uint)area.Length);
        }
    }

    /// <summary>Reads a module, and refuses one that GRUB would refuse when it starts: by then there is nobody to tell.</summary>
    static byte[] ReadModule(GrubModuleFolder folder, string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var bytes = folder.Read(name);
        var module = ElfFile.Read(bytes, folder.Describe(name));
        if (module.Machine != folder.Target.ElfMachine() || module.Type != RelocatableFile)
        {
            throw folder.Damaged(name, 16, $"it is of type {module.Type} for the machine {module.Machine}, not a module for {folder.Target.ElfMachine()}");
        }

        foreach (var section in module.Sections)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (section.Type is ElfSection.Relocations or ElfSection.RelocationsWithAddends
                && module.Section(section.Information, "a table of relocations").IsAllocated)
            {
                foreach (var relocation in module.ReadRelocations(section))
                {
                    GrubRelocations.RequireKnownInModules(folder, name, section, relocation.Type);
                }
            }
        }

        return bytes;
    }

    static byte[] Terminated(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    enum ObjectType : uint
    {
        Module = 0,
        Configuration = 2,
        Prefix = 3,
    }
}
