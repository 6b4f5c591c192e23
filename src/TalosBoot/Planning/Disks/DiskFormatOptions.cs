using System.Globalization;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Vhd;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;

namespace TalosBoot.Planning.Disks;

/// <summary>
/// Reads the options of a disk format as <c>qemu-img -o</c> takes them: <c>key=value</c> between commas, a key alone for one that is on, two commas for
/// one that is part of a value.
/// </summary>
internal sealed class DiskFormatOptions
{
    const string FieldPath = "output.imageOptions.diskFormatOptions";

    readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    readonly DiskFormat _format;

    DiskFormatOptions(DiskFormat format) => _format = format;

    /// <summary>Options of a qcow2 image.</summary>
    /// <exception cref="ProfileValidationException">An option is not known, or has no possible value (TB1024).</exception>
    public static Qcow2Options ReadQcow2(string text)
    {
        var options = Parse(DiskFormat.Qcow2, text);
        var result = new Qcow2Options
        {
            ClusterSize = options.TakeSize("cluster_size", 64 * 1024, Qcow2Options.MinimumClusterSize, Qcow2Options.MaximumClusterSize),
            Version = options.Take("compat", "1.1", "v3", "1.1", "v2", "0.10") is "1.1" or "v3" ? 3 : 2,
            LazyRefcounts = options.TakeSwitch("lazy_refcounts"),
        };
        options.Take("refcount_bits", "16", "16");
        options.Take("preallocation", "off", "off");
        options.RefuseOthers();
        return result.Version == 2 && result.LazyRefcounts ? throw Wrong("lazy_refcounts", "on", "compat=1.1 is needed for it") : result;
    }

    /// <summary>Options of a VHD.</summary>
    /// <exception cref="ProfileValidationException">An option is not known, or has no possible value (TB1024).</exception>
    public static VhdOptions ReadVhd(string text)
    {
        var options = Parse(DiskFormat.Vhd, text);
        var result = new VhdOptions
        {
            Kind = options.Take("subformat", "dynamic", "fixed", "dynamic") == "fixed" ? VhdKind.Fixed : VhdKind.Dynamic,
            ForceSize = options.TakeSwitch("force_size"),
        };
        options.RefuseOthers();
        return result;
    }

    static DiskFormatOptions Parse(DiskFormat format, string text)
    {
        var result = new DiskFormatOptions(format);
        foreach (var part in text.Replace(",,", "\0", StringComparison.Ordinal).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var option = part.Replace('\0', ',');
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            result._options[equals < 0 ? option : option[..equals]] = equals < 0 ? "on" : option[(equals + 1)..];
        }

        return result;
    }

    /// <summary>Takes an option that has certain values only.</summary>
    string Take(string key, string fallback, params ReadOnlySpan<string> allowed)
    {
        if (!_options.Remove(key, out var value))
        {
            return fallback;
        }

        return allowed.Contains(value) ? value : throw Wrong(key, value, $"choose one of: {string.Join(", ", allowed.ToArray())}");
    }

    bool TakeSwitch(string key) => Take(key, "off", "on", "off", "yes", "no", "true", "false", "y", "n") is "on" or "yes" or "true" or "y";

    int TakeSize(string key, int fallback, int minimum, int maximum)
    {
        if (!_options.Remove(key, out var value))
        {
            return fallback;
        }

        var factor = value.Length == 0 ? 1 : char.ToUpperInvariant(value[^1]) switch { 'K' => 1024, 'M' => 1024 * 1024, _ => 1 };
        return int.TryParse(factor == 1 ? value : value[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (long)number * factor is var size && size >= minimum && size <= maximum && (size & (size - 1)) == 0
                ? (int)size
                : throw Wrong(key, value, $"give a power of two from {minimum} to {maximum}, such as 8k");
    }

    void RefuseOthers()
    {
        if (_options.Count > 0)
        {
            var (key, value) = _options.OrderBy(option => option.Key, StringComparer.Ordinal).First();
            throw Wrong(key, value, $"the format {EnumText.Of(_format)} has no such option here");
        }
    }

    static ProfileValidationException Wrong(string key, string value, string advice) => new(
        DiagnosticIds.InvalidDiskFormatOption, FieldPath, $"the option \"{key}={value}\" cannot be carried out: {advice}.");
}
