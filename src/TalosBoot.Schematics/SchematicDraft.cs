using TalosBoot.Yaml;
using TalosBoot.Yaml.Reading;

namespace TalosBoot.Schematics;

/// <summary>A schematic while it is being read. The names and types of fields are those of schematic.md 1 and 4.6.</summary>
internal sealed class SchematicDraft
{
    string _owner = string.Empty;
    string _image = string.Empty;
    string _name = string.Empty;
    YamlMapping _options = YamlMapping.Empty;
    string _embeddedMachineConfiguration = string.Empty;
    IReadOnlyList<string> _extraKernelArgs = [];
    List<MetaValue> _meta = [];
    IReadOnlyList<string> _officialExtensions = [];
    BootloaderKind _bootloader;
    string _enrollKeys = string.Empty;
    bool _includeWellKnownCertificates;
    ulong _sectorSize;

    public bool TrySet(GoDecoder decoder, string name, YamlNode value)
    {
        switch (name)
        {
            case "owner":
                _owner = decoder.Text(value) ?? _owner;
                return true;
            case "overlay":
                decoder.Structure(
                    value, "schematic.Overlay", this, static (decoder, draft, name, value) => draft.TrySetOverlay(decoder, name, value));
                return true;
            case "customization":
                decoder.Structure(
                    value,
                    "schematic.Customization",
                    this,
                    static (decoder, draft, name, value) => draft.TrySetCustomization(decoder, name, value));
                return true;
            default:
                return false;
        }
    }

    public Schematic ToSchematic() => new()
    {
        Owner = _owner,
        Overlay = new SchematicOverlay { Image = _image, Name = _name, Options = _options },
        Customization = new SchematicCustomization
        {
            EmbeddedMachineConfiguration = _embeddedMachineConfiguration,
            ExtraKernelArgs = _extraKernelArgs,
            Meta = _meta,
            OfficialExtensions = _officialExtensions,
            Bootloader = _bootloader,
            SecureBoot = new SchematicSecureBoot { EnrollKeys = _enrollKeys, IncludeWellKnownCertificates = _includeWellKnownCertificates },
            DiskSectorSize = _sectorSize,
        },
    };

    bool TrySetOverlay(GoDecoder decoder, string name, YamlNode value)
    {
        switch (name)
        {
            case "image":
                _image = decoder.Text(value) ?? _image;
                return true;
            case "name":
                _name = decoder.Text(value) ?? _name;
                return true;
            case "options":
                _options = decoder.TextMapping(value) ?? _options;
                return true;
            default:
                return false;
        }
    }

    bool TrySetCustomization(GoDecoder decoder, string name, YamlNode value)
    {
        switch (name)
        {
            case "embeddedMachineConfiguration":
                _embeddedMachineConfiguration = decoder.Text(value) ?? _embeddedMachineConfiguration;
                return true;
            case "extraKernelArgs":
                _extraKernelArgs = decoder.TextList(value);
                return true;
            case "meta":
                _meta = [];
                decoder.List(value, "[]schematic.MetaValue", _meta, AddMeta);
                return true;
            case "systemExtensions":
                decoder.Structure(value, "schematic.SystemExtensions", this, static (decoder, draft, name, value) =>
                {
                    if (name != "officialExtensions")
                    {
                        return false;
                    }

                    draft._officialExtensions = decoder.TextList(value);
                    return true;
                });
                return true;
            case "bootloader":
                _bootloader = decoder.Word(value, "imageropts.BootloaderKind", BootloaderKindNames.Words) ?? _bootloader;
                return true;
            case "secureboot":
                decoder.Structure(
                    value,
                    "schematic.SecureBootCustomization",
                    this,
                    static (decoder, draft, name, value) => draft.TrySetSecureBoot(decoder, name, value));
                return true;
            case "diskImage":
                decoder.Structure(value, "schematic.DiskImageCustomization", this, static (decoder, draft, name, value) =>
                {
                    if (name != "sectorSize")
                    {
                        return false;
                    }

                    draft._sectorSize = decoder.UnsignedInteger(value, "uint", ulong.MaxValue) ?? draft._sectorSize;
                    return true;
                });
                return true;
            default:
                return false;
        }
    }

    bool TrySetSecureBoot(GoDecoder decoder, string name, YamlNode value)
    {
        switch (name)
        {
            case "enrollKeys":
                _enrollKeys = decoder.Text(value) ?? _enrollKeys;
                return true;
            case "includeWellKnownCertificates":
                _includeWellKnownCertificates = decoder.Boolean(value) ?? _includeWellKnownCertificates;
                return true;
            default:
                return false;
        }
    }

    static void AddMeta(GoDecoder decoder, List<MetaValue> list, YamlNode node)
    {
        var draft = new MetaDraft();
        var isThere = decoder.Structure(node, "schematic.MetaValue", draft, static (decoder, draft, name, value) =>
        {
            switch (name)
            {
                case "key":
                    draft.Key = (byte)(decoder.UnsignedInteger(value, "uint8", byte.MaxValue) ?? draft.Key);
                    return true;
                case "value":
                    draft.Value = decoder.Text(value) ?? draft.Value;
                    return true;
                default:
                    return false;
            }
        });
        if (isThere)
        {
            list.Add(new MetaValue(draft.Key, draft.Value));
        }
    }

    sealed class MetaDraft
    {
        public byte Key { get; set; }

        public string Value { get; set; } = string.Empty;
    }
}
