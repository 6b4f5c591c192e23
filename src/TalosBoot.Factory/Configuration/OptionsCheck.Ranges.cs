using TalosBoot.Factory.Options;

namespace TalosBoot.Factory.Configuration;

/// <content>Numbers, durations and words of a list.</content>
internal static partial class OptionsCheck
{
    static readonly TimeSpan Week = TimeSpan.FromDays(7);

    static IEnumerable<string> RangeProblems(ImageFactoryOptions options)
    {
        if (options.RegistryJobs is not 0 and < 64)
        {
            yield return $"registry.jobs must be >= 64 if set, got {options.RegistryJobs}.";
        }

        if (options.Audit.Mode is not ("" or "file" or "log"))
        {
            yield return $"audit.mode must be one of [ file log], got \"{options.Audit.Mode}\".";
        }

        if (options.Cluster.Port is < 1 or > ushort.MaxValue)
        {
            yield return $"cluster.port must be between 1 and {ushort.MaxValue}, got {options.Cluster.Port}.";
        }

        (string Key, long Minimum, long Value)[] numbers =
        [
            ("build.maxConcurrency", 1, options.Build.MaximumConcurrency), ("build.maxQueueLength", 0, options.Build.MaximumQueueLength),
            ("storage.maxAssetSize", 1, options.Storage.MaximumAssetSize), ("storage.maxSchematicSize", 1, options.Storage.MaximumSchematicSize),
            ("storage.maxDownloadSize", 1, options.Storage.MaximumDownloadSize), ("features.maxSchematicLength", 1, options.Features.MaximumSchematicLength),
            ("cache.schematic.capacity", 1, options.Cache.SchematicCapacity), ("audit.file.maxSizeMB", 1, options.Audit.MaximumFileMebibytes),
            ("audit.file.maxBackups", 1, options.Audit.MaximumBackups),
        ];
        foreach (var (key, minimum, value) in numbers.Where(number => number.Value < number.Minimum))
        {
            yield return $"{key} must be {minimum} or more, got {value}.";
        }

        foreach (var problem in DurationProblems(options))
        {
            yield return problem;
        }
    }

    static IEnumerable<string> DurationProblems(ImageFactoryOptions options)
    {
        // Signatures of S3 are good for a week at most, and a timer of .NET runs for seven.
        foreach (var (key, value) in new[] { ("build.timeLimit", options.Build.TimeLimit), ("cache.s3.presignedURLTTL", options.Cache.Bucket.PresignedLifetime) }
            .Where(duration => duration.Item2 <= TimeSpan.Zero || duration.Item2 > Week))
        {
            yield return $"{key} must be more than 0 and at most 168h, got {value}.";
        }

        (string Key, TimeSpan Value)[] intervals =
        [
            ("cache.schematic.negativeTTL", options.Cache.SchematicNegativeLifetime), ("artifacts.talosVersionRecheckInterval", options.Artifacts.VersionRecheckInterval),
        ];
        foreach (var (key, value) in intervals.Where(interval => interval.Value < TimeSpan.Zero))
        {
            yield return $"{key} must be 0 or more, got {value}.";
        }
    }
}
