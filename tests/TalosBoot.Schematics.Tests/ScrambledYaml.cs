using System.Globalization;
using System.Text;
using TalosBoot.Yaml;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Schematics.Tests;

/// <summary>Writes a schematic as a document that means the same and looks like nothing: flow style, any order, comments, anchors, escapes.</summary>
sealed class ScrambledYaml(ulong seed)
{
    readonly StringBuilder _text = new();
    readonly List<string> _anchored = [];
    ulong _state = seed | 1;

    public string Write(Schematic schematic)
    {
        var customization = schematic.Customization;
        Mapping(
            ("owner", () => Text(schematic.Owner)),
            ("overlay", () => Mapping(
                ("image", () => Text(schematic.Overlay.Image)),
                ("name", () => Text(schematic.Overlay.Name)),
                ("options", () => Value(schematic.Overlay.Options)))),
            ("customization", () => Mapping(
                ("embeddedMachineConfiguration", () => Text(customization.EmbeddedMachineConfiguration)),
                ("extraKernelArgs", () => Sequence(customization.ExtraKernelArgs, Text)),
                ("meta", () => Sequence(customization.Meta, meta => Mapping(
                    ("key", () => _text.Append(Next(2) == 0 ? $"0x{meta.Key:x}" : $"{meta.Key}")),
                    ("value", () => Text(meta.Value))))),
                ("systemExtensions", () => Mapping(("officialExtensions", () => Sequence(customization.OfficialExtensions, Text)))),
                ("bootloader", () => Text(customization.Bootloader.ToName().ToUpperInvariant())),
                ("secureboot", () => Mapping(
                    ("enrollKeys", () => Text(customization.SecureBoot.EnrollKeys)),
                    ("includeWellKnownCertificates", () => _text.Append(customization.SecureBoot.IncludeWellKnownCertificates ? "on" : "off")))),
                ("diskImage", () => Mapping(("sectorSize", () => _text.Append(customization.DiskSectorSize)))))));
        return _text.Append("\n---\n]").ToString();
    }

    int Next(int count)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (int)((_state >> 20) % (ulong)count);
    }

    void Space() => _text.Append(Next(6) switch
    {
        0 => "\n  ",
        1 => " # comment: { [ \"\n",
        2 => "\t",
        3 => "\r\n\r\n ",
        _ => " ",
    });

    void Mapping(params (string Key, Action Value)[] members)
    {
        for (var last = members.Length - 1; last > 0; last--)
        {
            var other = Next(last + 1);
            (members[last], members[other]) = (members[other], members[last]);
        }

        _text.Append('{');
        foreach (var (key, value) in members)
        {
            Space();
            _text.Append(Next(3) switch { 0 => $"\"{key}\"", 1 => $"? {key}", _ => key }).Append(':');
            Space();
            value();
            Space();
            _text.Append(',');
        }

        _text.Append('}');
    }

    void Sequence<T>(IReadOnlyList<T> items, Action<T> write)
    {
        _text.Append('[');
        foreach (var item in items)
        {
            Space();
            write(item);
            Space();
            _text.Append(Next(4) == 0 ? ", ~," : ",");
        }

        _text.Append(']');
    }

    void Text(string text)
    {
        if (_anchored.IndexOf(text) is >= 0 and var anchor)
        {
            _text.Append('*').Append('a').Append(anchor).Append(' ');
            return;
        }

        if (Next(2) == 0)
        {
            _text.Append("&a").Append(_anchored.Count).Append(' ');
            _anchored.Add(text);
        }

        if (GoText.TryGetInvalidBytes(text, out var bytes))
        {
            _text.Append("!!binary ").Append('"').Append(Convert.ToBase64String(bytes)).Append('"');
            return;
        }

        _text.Append(Next(2) == 0 ? "!!str \"" : "\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _text.Append(string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"));
        }

        _text.Append('"');
    }

    void Value(YamlValue value)
    {
        switch (value)
        {
            case YamlText text:
                Text(text.Value);
                break;
            case YamlList list:
                _text.Append('[');
                foreach (var item in list.Items)
                {
                    Space();
                    Value(item);
                    Space();
                    _text.Append(',');
                }

                _text.Append(']');
                break;
            case YamlMapping mapping:
                _text.Append('{');
                foreach (var (key, member) in mapping.Entries.Reverse())
                {
                    Space();
                    _text.Append("? ");
                    Value(key);
                    _text.Append(" :");
                    Space();
                    Value(member);
                    Space();
                    _text.Append(',');
                }

                _text.Append('}');
                break;
            default:
                _text.Append(value);
                break;
        }
    }
}
