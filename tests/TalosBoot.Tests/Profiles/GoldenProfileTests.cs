using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Profiles.Resolving;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Profiles;

/// <summary>Upstream's golden dumps of built-in profiles, byte for byte (profile.md 10).</summary>
public sealed class GoldenProfileTests
{
    [Test]
    public void Every_golden_profile_is_reproduced_byte_for_byte()
    {
        var files = Directory.GetFiles(RepositoryPaths.Vector("profiles"), "*.yaml");
        Assert.That(files, Has.Length.EqualTo(168));
        Assert.Multiple(() =>
        {
            foreach (var file in files)
            {
                var parts = Path.GetFileNameWithoutExtension(file).Split('-');
                Assert.That(BuiltInProfiles.TryFind(string.Join('-', parts[..^2]), out var profile), Is.True, file);
                var filled = ProfileDefaults.Fill(profile! with { Arch = parts[^2], Version = parts[^1] }, fileExists: _ => false);
                Assert.That(ProfileValidator.Problems(filled), Is.Empty, file);
                Assert.That(ProfileWriter.Write(filled), Is.EqualTo(File.ReadAllText(file)), file);
            }
        });
    }

    [Test]
    public void Every_built_in_profile_is_valid_for_both_architectures()
    {
        Assert.That(BuiltInProfiles.Names, Has.Count.EqualTo(32));
        foreach (var name in BuiltInProfiles.Names)
        {
            foreach (var arch in new[] { "amd64", "arm64" })
            {
                var profile = new Profile { BaseProfileName = name, Arch = arch, Version = "v1.12.0" };
                Assert.That(() => ProfileResolver.Resolve(profile, fileExists: _ => false), Throws.Nothing, $"{name} {arch}");
            }
        }
    }
}
