using System.Text.RegularExpressions;
using TalosBoot.Profiles.Reading;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Profiles;

/// <summary>Keys that no profile has are passed over, and can be told of.</summary>
public sealed partial class UnknownProfileKeyTests
{
    [Test]
    public void Each_key_that_nobody_knows_is_found_where_it_is()
    {
        const string document = """
            arch: amd64
            vresion: v1.12.0
            output:
              kind: iso
              isoOptions: {bootlader: grub}
            overlay:
              options: {anything: 1}
            """;
        Assert.That(ProfileReader.FindUnknownKeys(document), Is.EqualTo(new[]
        {
            new UnknownProfileKey("vresion", "vresion", 2), new UnknownProfileKey("bootlader", "output.isoOptions.bootlader", 5),
        }));
        Assert.That(ProfileReader.Read(document).Arch, Is.EqualTo("amd64"));
    }

    /// <summary>The list is for hints: a key that the reader takes and the list lacks would never be suggested.</summary>
    [Test]
    public void The_list_of_keys_has_each_that_the_reader_takes()
    {
        var folder = Path.Combine(RepositoryPaths.Root, "src", "TalosBoot", "Profiles", "Reading");
        var taken = Directory.GetFiles(folder, "ProfileReader*.cs").SelectMany(file => Label().Matches(File.ReadAllText(file)).Select(match => match.Groups["key"].Value)).Append("path").Distinct();
        Assert.That(ProfileReader.Keys, Is.SupersetOf(taken));
        Assert.That(ProfileReader.Keys, Is.Unique);
    }

    [GeneratedRegex("(case |^ +)\"(?<key>\\w+)\"(:$| => signer)", RegexOptions.Multiline)]
    private static partial Regex Label();
}
