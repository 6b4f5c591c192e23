using System.Text;
using TalosBoot.Initramfs.KernelModules.Index;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>The modules that are part of the kernel itself: modules.builtin and modules.builtin.modinfo (initramfs.md 15.6).</summary>
/// <param name="directory">The directory that holds both.</param>
/// <param name="names">The content of modules.builtin, or null.</param>
/// <param name="information">The content of modules.builtin.modinfo, or null.</param>
internal sealed class BuiltInModules(ModuleDirectory directory, byte[]? names, byte[]? information)
{
    const string NamesFile = "modules.builtin";

    const string InformationFile = "modules.builtin.modinfo";

    /// <summary>The index of modules.builtin; nothing when there is no such file.</summary>
    public byte[] BuildNames(KernelModuleIndexFormat format)
    {
        if (names is null)
        {
            directory.Warn(NamesFile, "is missing: its index is empty.");
            return [];
        }

        var index = new TrieIndex();
        foreach (var name in ReadNames(Refuse))
        {
            directory.RequireAscii(name, NamesFile);
            index.Add(name, default, 0);
        }

        return index.Build(format);

        void Refuse(string line) => directory.Warn(NamesFile, $"the line \"{line}\" does not start with a letter, and is left out.");
    }

    /// <summary>The index of the aliases in modules.builtin.modinfo; nothing when there is no such file.</summary>
    public byte[] BuildAliases(KernelModuleIndexFormat format)
    {
        if (information is null)
        {
            directory.Warn(InformationFile, "is missing: its index is empty.");
            return [];
        }

        var index = new TrieIndex();
        var position = 0;
        while (position < information.Length)
        {
            AddRecord(index, ref position);
        }

        return index.Build(format);
    }

    /// <summary>Reads one record, and where a part of it is missing, goes on as depmod does (tools/depmod.c).</summary>
    void AddRecord(TrieIndex index, ref int position)
    {
        var module = ReadUntil((byte)'.', ref position);
        if (module.IsEmpty)
        {
            return;
        }

        if (!ReadUntil((byte)'=', ref position).SequenceEqual("alias"u8))
        {
            ReadUntil(0, ref position);
            return;
        }

        var alias = ReadUntil(0, ref position);
        if (alias.IsEmpty)
        {
            return;
        }

        directory.RequireAscii(module, InformationFile);
        directory.RequireAscii(alias, InformationFile);
        var key = new byte[alias.Length];
        if (ModuleName.TryNormalizeAlias(alias, key))
        {
            index.Add(key, module.ToArray(), 0);
        }
        else
        {
            directory.Warn(InformationFile, $"the alias \"{ModuleName.Text(alias)}\" has a bracket without partner, and is left out.");
        }
    }

    /// <summary>The bytes before a mark, or none when the record ends before it.</summary>
    ReadOnlySpan<byte> ReadUntil(byte mark, ref int position)
    {
        var rest = information.AsSpan(position);
        var end = rest.IndexOfAny(mark, (byte)0);
        if (end < 0)
        {
            position = information!.Length;
            return default;
        }

        position += end + 1;
        return rest[end] == mark ? rest[..end] : default;
    }

    List<byte[]> ReadNames(Action<string> refuse)
    {
        var result = new List<byte[]>();
        for (var rest = (names ?? []).AsSpan(); !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..(end + 1)];
            rest = rest[line.Length..];

            // A line is a text of C: it ends at its first NUL.
            var text = line.IndexOf((byte)0) is >= 0 and var nul ? line[..nul] : line;
            if (!text.IsEmpty && char.IsAsciiLetter((char)text[0]))
            {
                result.Add(ModuleName.FromPath(text));
            }
            else
            {
                refuse(Encoding.Latin1.GetString(text).TrimEnd('\n'));
            }
        }

        return result;
    }
}
