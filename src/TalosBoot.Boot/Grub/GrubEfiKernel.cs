using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Elf;

namespace TalosBoot.Boot.Grub;

/// <summary>GRUB's kernel for UEFI firmware, linked for an image whose header takes one page (docs/formats/grub.md).</summary>
internal sealed class GrubEfiKernel
{
    /// <summary>The file.</summary>
    public const string FileName = "kernel.img";

    /// <summary>The size of a page, of the header, and the alignment of sections.</summary>
    public const int Page = 0x1000;

    const int MaximumLength = 64 * 1024 * 1024;
    const ushort RelocatableFile = 1;

    readonly GrubModuleFolder _folder;
    readonly ElfFile _file;
    readonly Dictionary<int, int> _places = [];
    readonly List<uint> _fixups = [];
    byte[] _content = [];
    int _bssStart;
    int _end;

    GrubEfiKernel(GrubModuleFolder folder, ElfFile file)
    {
        _folder = folder;
        _file = file;
    }

    /// <summary>The bytes behind the header, zeros for what starts as zero included. Whole pages.</summary>
    public byte[] Content => _content;

    /// <summary>The bytes of the first part, which is executed. Whole pages.</summary>
    public int ExecutableSize { get; private set; }

    /// <summary>Where the firmware enters the image.</summary>
    public uint Entry { get; private set; }

    /// <summary>The addresses to which firmware adds the load address, in the order in which they were met.</summary>
    public IReadOnlyList<uint> Fixups => _fixups;

    /// <summary>Links the kernel.</summary>
    /// <exception cref="ImageFormatException">The kernel is damaged, for another machine (TB4421), or needs something unknown (TB4423).</exception>
    public static GrubEfiKernel Link(GrubModuleFolder folder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = ElfFile.Read(folder.Read(FileName), folder.Describe(FileName));
        if (!file.IsWide || file.Type != RelocatableFile || file.Machine != folder.Target.ElfMachine())
        {
            throw folder.Damaged(FileName, 16, $"it is of type {file.Type} for the machine {file.Machine}, not a kernel for {folder.Target.ElfMachine()}");
        }

        var kernel = new GrubEfiKernel(folder, file);
        kernel.PlaceSections();
        var addresses = kernel.ResolveSymbols();
        kernel.Relocate(addresses, cancellationToken);
        return kernel;
    }

    void PlaceSections()
    {
        var next = Place(0, section => section.HasContent && section is { IsAllocated: true, IsExecutable: true });
        ExecutableSize = Alignment.Up(next, Page);
        _bssStart = Place(ExecutableSize, section => section.HasContent && section is { IsAllocated: true, IsExecutable: false });
        _end = Alignment.Up(Place(_bssStart, section => section is { Type: ElfSection.NoContent, IsAllocated: true }), Page);
        _content = new byte[_end];
        foreach (var (index, place) in _places)
        {
            var section = _file.Sections[index];
            if (section.HasContent)
            {
                _file.ContentOf(section).CopyTo(_content.AsSpan(place));
            }
        }
    }

    // Pages and the header are multiples of every alignment that is accepted, so that file and memory are aligned alike.
    int Place(int next, Func<ElfSection, bool> isWanted)
    {
        foreach (var section in _file.Sections.Where(isWanted))
        {
            var alignment = Math.Max(section.Alignment, 1);
            if (alignment > Page || !ulong.IsPow2(alignment) || section.Size > MaximumLength - (ulong)next)
            {
                throw _file.Damaged(section.Offset, $"section {section.Index} has {section.Size} bytes with the alignment {section.Alignment}");
            }

            next = Alignment.Up(next, (int)alignment);
            _places.Add(section.Index, next);
            next += (int)section.Size;
        }

        return next <= MaximumLength ? next : throw _file.Damaged(0, $"it takes {next} bytes of memory");
    }

    ulong[] ResolveSymbols()
    {
        var tables = _file.Sections.Where(section => section.Type == ElfSection.Symbols).ToArray();
        if (tables.Length != 1)
        {
            throw _file.Damaged(0, $"it has {tables.Length} tables of symbols instead of one");
        }

        var symbols = _file.ReadSymbols(tables[0]);
        var addresses = new ulong[symbols.Length];
        uint? entry = null;
        for (var index = 0; index < symbols.Length; index++)
        {
            addresses[index] = AddressOf(symbols[index]);
            if (symbols[index].Name is "_start" or "start")
            {
                entry ??= (uint)addresses[index];
            }
        }

        Entry = entry ?? throw _file.Damaged(tables[0].Offset, "it has no symbol _start");
        return addresses;
    }

    ulong AddressOf(ElfSymbol symbol) => symbol switch
    {
        { Section: ElfSymbol.Undefined, Name: "" } => symbol.Value,
        { Section: ElfSymbol.Undefined, Name: "__bss_start" } => (ulong)_bssStart,
        { Section: ElfSymbol.Undefined, Name: "_end" } => (ulong)_end,
        { Section: ElfSymbol.Undefined } => throw _file.Damaged(0, $"its symbol {symbol.Name} is not defined"),
        { Section: >= ElfSymbol.FirstReserved } => symbol.Value,
        _ => symbol.Value + Page + (ulong)(_places.TryGetValue(symbol.Section, out var place) ? place : 0),
    };

    void Relocate(ulong[] addresses, CancellationToken cancellationToken)
    {
        foreach (var table in _file.Sections.Where(section => section.Type is ElfSection.RelocationsWithAddends or ElfSection.Relocations))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_places.TryGetValue((int)table.Information, out var start))
            {
                continue;
            }

            var length = _file.Sections[(int)table.Information] is { HasContent: true } section
                ? section.Size
                : throw _file.Damaged(table.Offset, "it relocates what is not in the file");
            foreach (var relocation in _file.ReadRelocations(table))
            {
                if (relocation.Symbol >= (uint)addresses.Length || relocation.Offset >= length)
                {
                    throw _file.Damaged(table.Offset, $"a relocation names the symbol {relocation.Symbol} and the place {relocation.Offset}");
                }

                Apply(table, relocation, addresses[relocation.Symbol], start, (int)length);
            }
        }
    }

    void Apply(ElfSection table, ElfRelocation relocation, ulong address, int start, int length)
    {
        // Eight bytes are written at most; a place at the end of a section that needs fewer has them in what follows.
        var place = start + (int)relocation.Offset;
        var target = _content.AsSpan(place, Math.Min(8, start + length - place));
        try
        {
            var value = address + (ulong)relocation.Addend;
            if (GrubRelocations.Apply(_folder, table, relocation.Type, target, value, (ulong)place + Page))
            {
                _fixups.Add((uint)place + Page);
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            throw _file.Damaged(table.Offset, $"a relocation reaches beyond its section, at {relocation.Offset} of {length} bytes");
        }
    }
}
