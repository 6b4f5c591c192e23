using System.Text;
using CsCheck;
using TalosBoot.Initramfs.KernelModules;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.KernelModules;

/// <summary>Trees that are made up, against the depmod of the machine.</summary>
public class ForeignDepmodTests
{
    const string Version = "6.1.0-t";

    static readonly string[] Directories = ["kernel/a", "kernel/b", "extras", "extras/c"];

    static readonly Gen<string> Word = Gen.Char["abcxyz_-"].Array[1, 9].Select(characters => new string(characters));

    static readonly Gen<string> Information = Gen.OneOf(
        Word.Select(word => $"alias={word}"),
        Word.Select(word => $"alias=usb:v[0-9]{word}*"),
        Word.Select(word => $"alias={word}]"),
        Word.Select(word => $"alias=devname:{word}"),
        Gen.Int[0, 300].Select(number => $"alias=char-major-10-{number}"),
        Gen.Int[0, 300].Select(number => $"alias=block-major-{number}-*"),
        Gen.Int[0, 300].Select(number => $"alias=block-major-{number}-{number}"),
        Gen.Const("alias"),
        Gen.Const(string.Empty),
        Word.Select(word => $"softdep=pre: {word}"),
        Word.Select(word => $"softdep=post: {word} pre: {word}x"),
        Word.Select(word => $"weakdep={word}"),
        Word.Select(word => $"depends={word}"));

    /// <summary>A path, and a module that exports two symbols of its own and needs some of those before it.</summary>
    static readonly Gen<(string Directory, string Name, bool IsWide, int[] Needs, string[] Information)> Module =
        Gen.Select(Gen.Int[0, 3].Select(index => Directories[index]), Word, Gen.Bool, Gen.Int[0, 1000].Array[0, 5], Information.Array[0, 6]);

    [Test]
    public void Random_trees_give_the_files_of_depmod()
    {
        ForeignTool.Require("depmod");
        var compared = 0;
        Gen.Select(Module.Array[1, 40], Gen.Int[0, 60], Gen.Bool, Gen.Int[0, 4]).Sample(
            (modules, orderLength, hasBuiltIn, shared) =>
            {
                using var work = new TemporaryFolder();
                var folder = $"lib/modules/{Version}";
                var paths = new List<string>();
                foreach (var (index, module) in modules.DistinctBy(Place).Index())
                {
                    var path = $"{module.Directory}/{module.Name}.ko";
                    work.WriteFile($"{folder}/{path}", Make(index, module.IsWide, module.Needs, module.Information, shared).ToBytes());
                    paths.Add(path);
                }

                var order = string.Concat(paths.Take(orderLength).Select(path => path + "\n"));
                work.WriteFile($"{folder}/modules.order", Encoding.ASCII.GetBytes(order));
                if (hasBuiltIn)
                {
                    work.WriteFile($"{folder}/modules.builtin", "kernel/fs/ext-4.ko\n9x\n\nlast"u8);
                    work.WriteFile(
                        $"{folder}/modules.builtin.modinfo",
                        "e.alias=fs-e\0e.license=GPL\0plain\0x.alias\0y.alias=z\0q.alias=[\0t.alias=t-t\0"u8);
                }

                compared += IsLikeDepmod(work, work["lib", "modules", Version]) ? 1 : 0;
                return true;
            },
            iter: 100, threads: 1);
        Assert.That(compared, Is.GreaterThan(50), "trees without a circle");
    }

    /// <summary>A name may be there twice: once in extras, which wins. Of two at one rank depmod takes the one that the file system lists first.</summary>
    static (string, bool) Place((string Directory, string Name, bool, int[], string[]) module) =>
        (module.Name.Replace('-', '_'), module.Directory.StartsWith("extras", StringComparison.Ordinal));

    /// <summary>Symbols that several modules export lead to a circle now and then.</summary>
    static ElfModule Make(int index, bool isWide, int[] needs, string[] information, int shared)
    {
        string[] names = [.. needs.Select(number => index == 0 || number % 7 == 0 ? $"unknown{number}" : $"f{number % (2 * index)}")];
        return new ElfModule
        {
            IsWide = isWide,
            Exports = [$"f{2 * index}", $"f{(2 * index) + 1}", .. needs.Where(number => number < 30 * shared).Select(number => $"shared{number}")],
            Needs = [.. names, .. needs.Where(number => number > 1000 - (10 * shared)).Select(number => $"shared{1000 - number}")],
            Versions = [.. names.Reverse(), "module_layout"],
            Information = information,
        };
    }

    [Test]
    public void Unknown_symbols_are_warned_about_as_depmod_does()
    {
        using var work = new TemporaryFolder();
        var module = new ElfModule
        {
            Needs = ["known", "missing", "other"],
            WeakNeeds = ["weak"],
            Versions = ["missing", "weak", "module_layout"],
        };
        work.WriteFile($"lib/modules/{Version}/kernel/m.ko", module.ToBytes());
        work.WriteFile($"lib/modules/{Version}/modules.order", "kernel/m.ko\n"u8);
        work.WriteFile($"lib/modules/{Version}/modules.builtin", default);
        work.WriteFile($"lib/modules/{Version}/modules.builtin.modinfo", default);
        var map = work.WriteFile("System.map", "ffffffff00000000 r __ksymtab_known\n"u8);
        var said = ForeignTool.Run("depmod", "-n", "-e", "-F", map, "-b", work.Path, "-C", map, Version).Error;
        var expected = said.Split('\n').Where(line => line.Contains("unknown symbol", StringComparison.Ordinal))
            .Select(line => line[(line.LastIndexOf(' ') + 1)..]).ToArray();
        Assert.That(expected, Is.EqualTo((string[])["missing", "other", "module_layout"]));

        var result = KernelModuleIndexing.Build(
            ModuleTrees.Load(work["lib", "modules", Version], "m"), "m", new() { KernelSymbols = new HashSet<string> { "known" } });
        Assert.That(
            result.Warnings,
            Is.EqualTo(expected.Select(name => new KernelModuleWarning("kernel/m.ko", $"needs the unknown symbol {name}."))));
    }

    // The index of built-in modules is there from the depmod of the release, as in Talos' own root.
    [Test]
    public void A_module_that_is_built_in_as_well_keeps_what_it_says_of_itself()
    {
        using var work = new TemporaryFolder();
        var module = new ElfModule { Information = ["alias=own", "softdep=pre: other"] };
        work.WriteFile($"lib/modules/{Version}/extras/a.ko", module.ToBytes());
        work.WriteFile($"lib/modules/{Version}/modules.order", default);
        work.WriteFile($"lib/modules/{Version}/modules.builtin", "kernel/a.ko\n"u8);
        work.WriteFile($"lib/modules/{Version}/modules.builtin.modinfo", "a.alias=of-kernel\0a.softdep=pre: b\0"u8);
        Assert.That(InstalledDepmod.Run(work, Version).ExitCode, Is.Zero);
        Assert.That(File.Exists(work["lib", "modules", Version, "modules.builtin.bin"]));
        Assert.That(IsLikeDepmod(work, work["lib", "modules", Version]));
        Assert.That(File.ReadAllText(work["lib", "modules", Version, "modules.alias"]), Does.EndWith("\nalias own a\n"));
    }

    [TestCase("zstd", ".zst", "+ZSTD", "--rm")]
    [TestCase("xz", ".xz", "+XZ", "--check=crc32")]
    public void Compressed_modules_give_the_files_of_depmod(string tool, string suffix, string feature, params string[] arguments)
    {
        InstalledDepmod.RequireFeature(feature);
        using var work = new TemporaryFolder();
        var folder = work["lib", "modules", Version];
        foreach (var index in Enumerable.Range(0, 20))
        {
            var module = new ElfModule
            {
                Exports = [$"f{index}"],
                Needs = [$"f{index - 1}", $"f{index / 2}x"],
                Information = [$"alias=a-{index}"],
            };
            var path = work.WriteFile($"lib/modules/{Version}/kernel/m-{index}.ko", module.ToBytes());
            if (index % 4 != 0)
            {
                ForeignTool.Run(tool, [.. arguments, "-q", path]);
                Assert.That(File.Exists(path + suffix) && !File.Exists(path));
            }
        }

        work.WriteFile($"lib/modules/{Version}/modules.order", "kernel/m-9.ko\nkernel/m-5.ko\nkernel/m-8.ko\n"u8);
        Assert.That(IsLikeDepmod(work, folder));
        Assert.That(
            File.ReadAllText(Path.Combine(folder, "modules.dep")),
            Does.StartWith($"kernel/m-9.ko{suffix}: kernel/m-8.ko kernel/m-7.ko{suffix}"));
    }

    /// <summary>Filters for code, which depmod undoes as the kernel does.</summary>
    [TestCaseSource(typeof(FilteredXz), nameof(FilteredXz.FiltersOfXz))]
    public void Modules_that_were_filtered_give_the_files_of_depmod(string filter)
    {
        InstalledDepmod.RequireFeature("+XZ");
        using var work = new TemporaryFolder();
        WriteFilteredModules(work, module => FilteredXz.Compress(filter, module));
        Assert.That(IsLikeDepmod(work, work["lib", "modules", Version]));
    }

    /// <summary>Also where the depmod of the machine is too old for the filter: what is said of modules does not tell how they are compressed.</summary>
    [TestCaseSource(typeof(FilteredXz), nameof(FilteredXz.Filters))]
    public void Modules_that_were_filtered_say_what_plain_ones_say(string filter)
    {
        using var plain = new TemporaryFolder();
        using var filtered = new TemporaryFolder();
        WriteFilteredModules(plain, module => module);
        WriteFilteredModules(filtered, module => FilteredXz.Compress(filter, module));
        var (expected, files) = (IndexOf(plain), IndexOf(filtered));
        foreach (var name in (string[])["modules.alias", "modules.symbols", "modules.softdep"])
        {
            Assert.That(files[name].ToArray(), Is.EqualTo(expected[name].ToArray()), name);
        }

        static IReadOnlyDictionary<string, Core.Content.BlobSource> IndexOf(TemporaryFolder work) =>
            KernelModuleIndexing.Build(ModuleTrees.Load(work["lib", "modules", Version], "m"), "m").Files;
    }

    static void WriteFilteredModules(TemporaryFolder work, Func<byte[], byte[]> compress)
    {
        foreach (var (index, filter) in FilteredXz.Filters.Index())
        {
            var module = new ElfModule { Exports = [$"f{index}"], Needs = [$"f{index - 1}"], Information = [$"alias=a-{index}", $"softdep=pre: b{index}"] };
            var content = compress([.. module.ToBytes(), .. FilteredXz.Code(filter, 20_000)]);
            var suffix = content.AsSpan().StartsWith("\u007fELF"u8) ? string.Empty : ".xz";
            work.WriteFile($"lib/modules/{Version}/kernel/m-{index}.ko{suffix}", content);
        }

        work.WriteFile($"lib/modules/{Version}/modules.order", default);
    }

    /// <summary>Compares with depmod. Gives false when both found a circle, and when depmod gets never ready.</summary>
    static bool IsLikeDepmod(TemporaryFolder work, string folder)
    {
        var tree = ModuleTrees.Load(folder, "m");
        var said = InstalledDepmod.TryRun(work, Version);
        try
        {
            var result = KernelModuleIndexing.Build(tree, "m", new() { Format = InstalledDepmod.Format });
            if (said is null)
            {
                return false;
            }

            Assert.That(said.ExitCode, Is.Zero, said.Error);
            foreach (var (name, content) in result.Files)
            {
                Assert.That(content.ToArray(), Is.EqualTo(File.ReadAllBytes(Path.Combine(folder, name))), name);
            }

            return true;
        }
        catch (Core.Diagnostics.ExtensionException exception)
        {
            Assert.That(exception.DiagnosticId, Is.EqualTo(Core.Diagnostics.DiagnosticIds.KernelModuleCycle));
            Assert.That(said?.ExitCode, Is.Not.Zero);
            return false;
        }
    }
}
