using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using TalosBoot.Oci;

namespace TalosBoot.DependencyInjection;

/// <summary>Reads options from configuration, without reflection.</summary>
internal static class TalosBootConfiguration
{
    static readonly Dictionary<string, Action<TalosBootOptions, string>> Setters = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(TalosBootOptions.Images)] = (options, value) => options.Images = ImageFolder.Open(value),
        [nameof(TalosBootOptions.ImagerImage)] = (options, value) => options.ImagerImage = value,
        [nameof(TalosBootOptions.InstallerImage)] = (options, value) => options.InstallerImage = value,
        [nameof(TalosBootOptions.ExtensionCatalogImage)] = (options, value) => options.ExtensionCatalogImage = value,
        [nameof(TalosBootOptions.OverlayCatalogImage)] = (options, value) => options.OverlayCatalogImage = value,
        [nameof(TalosBootOptions.OfficialUkiImage)] = (options, value) => options.OfficialUkiImage = value,
        [nameof(TalosBootOptions.ImageFactoryUrl)] = (options, value) => options.ImageFactoryUrl = value,
        [nameof(TalosBootOptions.SpoolDirectory)] = (options, value) => options.SpoolDirectory = value,
        [nameof(TalosBootOptions.CacheDirectory)] = (options, value) => options.CacheDirectory = value,
        [nameof(TalosBootOptions.AllowSharedCacheDirectory)] = (options, value) => options.AllowSharedCacheDirectory = bool.Parse(value),
        [nameof(TalosBootOptions.UsesEnvironmentCredentials)] = (options, value) => options.UsesEnvironmentCredentials = bool.Parse(value),
        [nameof(TalosBootOptions.UsesSecureBootFolder)] = (options, value) => options.UsesSecureBootFolder = bool.Parse(value),
        [nameof(TalosBootOptions.MaximumBlobCacheSize)] = (options, value) => options.MaximumBlobCacheSize = Number(value),
        [nameof(TalosBootOptions.MaximumWorkCacheSize)] = (options, value) => options.MaximumWorkCacheSize = Number(value),
        [nameof(TalosBootOptions.MaximumWorkMemory)] = (options, value) => options.MaximumWorkMemory = Number(value),
        [nameof(TalosBootOptions.MaxDegreeOfParallelism)] = (options, value) => options.MaxDegreeOfParallelism = checked((int)Number(value)),
    };

    /// <summary>Sets the options that a section names.</summary>
    /// <exception cref="OptionsValidationException">A key is not known, or a value cannot be read; all of them are told, without the values.</exception>
    public static void Apply(IConfiguration configuration, TalosBootOptions options)
    {
        var problems = new List<string>();
        foreach (var entry in configuration.GetChildren())
        {
            if (!Setters.TryGetValue(entry.Key, out var set))
            {
                problems.Add($"{entry.Path} is no option. Known are {string.Join(", ", Setters.Keys.Order(StringComparer.Ordinal))}.");
                continue;
            }

            try
            {
                set(options, entry.Value ?? string.Empty);
            }
            catch (Exception exception) when (exception is FormatException or OverflowException)
            {
                problems.Add($"{entry.Path} cannot be read: {exception.Message}");
            }
        }

        if (problems.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(TalosBootOptions), problems);
        }
    }

    static long Number(string value) => long.Parse(value, NumberStyles.Integer, CultureInfo.InvariantCulture);
}
