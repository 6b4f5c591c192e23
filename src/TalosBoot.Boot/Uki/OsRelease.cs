using System.Globalization;

namespace TalosBoot.Boot.Uki;

/// <summary>The os-release text in a UKI. systemd-boot shows its PRETTY_NAME in the menu.</summary>
public static class OsRelease
{
    /// <summary>Makes the text (docs/formats/uki.md).</summary>
    /// <param name="name">The name of the distribution; <c>Talos</c> unless the profile names another.</param>
    /// <param name="version">The version as the profile has it, with or without its leading <c>v</c>.</param>
    /// <exception cref="ArgumentException">The name or the version has a control character or a quotation mark, which would start another
    /// field.</exception>
    public static string Create(string name, string version)
    {
        Check(name, nameof(name));
        Check(version, nameof(version));
        var id = name.ToLower(CultureInfo.InvariantCulture).Replace(' ', '_');
        string[] lines =
        [
            $"NAME=\"{name}\"",
            $"ID={id}",
            $"VERSION_ID={version}",
            $"PRETTY_NAME=\"{name} ({version})\"",
            "HOME_URL=\"https://www.talos.dev/\"",
            "BUG_REPORT_URL=\"https://github.com/siderolabs/talos/issues\"",
            "VENDOR_NAME=\"Sidero Labs\"",
            "VENDOR_URL=\"https://www.siderolabs.com/\"",
            string.Empty,
        ];
        return string.Join('\n', lines);
    }

    static void Check(string value, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, parameter);
        if (value.Any(character => char.IsControl(character) || character == '"'))
        {
            throw new ArgumentException("The text has a control character or a quotation mark.", parameter);
        }
    }
}
