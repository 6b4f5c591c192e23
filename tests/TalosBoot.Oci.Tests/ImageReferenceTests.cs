using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Tests;

[TestFixture]
sealed class ImageReferenceTests
{
    const string Hex = "deadb33fdeadb33fdeadb33fdeadb33fdeadb33fdeadb33fdeadb33fdeadb33f";

    [TestCase("ubuntu", ExpectedResult = "index.docker.io/library/ubuntu:latest")]
    [TestCase("a", ExpectedResult = "index.docker.io/library/a:latest")]
    [TestCase("0", ExpectedResult = "index.docker.io/library/0:latest")]
    [TestCase("docker.io/siderolabs/talos", ExpectedResult = "index.docker.io/siderolabs/talos:latest")]
    [TestCase("docker.io/ubuntu:22.04", ExpectedResult = "index.docker.io/library/ubuntu:22.04")]
    [TestCase("example.com/a", ExpectedResult = "example.com/a:latest")]
    [TestCase("localhost/a", ExpectedResult = "localhost/a:latest")]
    [TestCase("my_registry.-example:5000/a", ExpectedResult = "my_registry.-example:5000/a:latest")]
    [TestCase("www.example.test:12345/repo/path", ExpectedResult = "www.example.test:12345/repo/path:latest")]
    [TestCase("gcr.io/project-id/image:w1th-alpha_num3ric.PLUScaps", ExpectedResult = "gcr.io/project-id/image:w1th-alpha_num3ric.PLUScaps")]
    [TestCase("nginx:latest@sha256:" + Hex, ExpectedResult = "index.docker.io/library/nginx@sha256:" + Hex)]
    [TestCase("example.text:8443/foo/bar:latest@sha256:" + Hex, ExpectedResult = "example.text:8443/foo/bar@sha256:" + Hex)]
    [TestCase("[::1]:5000/a/b:c", ExpectedResult = "[::1]:5000/a/b:c")]
    [TestCase("ghcr.io/siderolabs/imager:v1.12.0", ExpectedResult = "ghcr.io/siderolabs/imager:v1.12.0")]
    public string The_full_name_is(string text) => ImageReference.Parse(text).Name;

    [TestCase("a/b:v1", ExpectedResult = "v1 v1")]
    [TestCase("a/b", ExpectedResult = "latest latest")]
    [TestCase("a/b:v1@sha256:" + Hex, ExpectedResult = "none v1")]
    [TestCase("a/b@sha256:" + Hex, ExpectedResult = "none none")]
    public string A_tag_beside_a_digest_names_nothing_and_is_told(string text)
    {
        var reference = ImageReference.Parse(text);
        return $"{reference.Tag ?? "none"} {reference.WrittenTag ?? "none"}";
    }

    [TestCase("")]
    [TestCase("white space")]
    [TestCase("b@char/image")]
    [TestCase("UPPER")]
    [TestCase("library/ubuntu:")]
    [TestCase("library/nginx:@sha256:" + Hex)]
    [TestCase("repo@sha256:" + Hex + "@sha256:" + Hex)]
    [TestCase("repo@unknown:abc123")]
    [TestCase("repo@sha256:d34db33fd34db33f")]
    [TestCase("repo@sha256:::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::")]
    [TestCase("repo@sha256:shshshshshshshshshshshshshshshshshshshshshshshshshshshshshshshsh")]
    [TestCase("repo@")]
    [TestCase("host.example:port/a")]
    [TestCase("a b.example/a")]
    [TestCase("[::1:5000/a")]
    [TestCase("a~b.com/repo:tag")]
    public void What_is_no_reference_is_refused(string text)
    {
        var exception = Assert.Throws<RegistryException>(() => ImageReference.Parse(text));
        Assert.That(exception.DiagnosticId, Is.EqualTo("TB2001"));
    }

    [Test]
    public void A_tag_may_have_128_characters()
    {
        Assert.That(ImageReference.TryParse("a:" + new string('t', 128), out _), Is.True);
        Assert.That(ImageReference.TryParse("a:" + new string('t', 129), out _), Is.False);
        Assert.That(ImageReference.TryParse(new string('r', 256), out _), Is.False);
        Assert.That(ImageReference.TryParse(null, out _), Is.False);
    }

    [Test]
    public void A_digest_beside_a_tag_wins_and_the_text_stays()
    {
        var reference = ImageReference.Parse("nginx:1@sha256:" + Hex);
        Assert.That(reference.Tag, Is.Null);
        Assert.That(reference.Digest, Is.EqualTo(Digest.TryParse("sha256:" + Hex, out var digest) ? digest : default));
        Assert.That(reference.ToString(), Is.EqualTo("nginx:1@sha256:" + Hex));
        Assert.That(reference.FamiliarRegistry, Is.EqualTo("docker.io"));
        Assert.That(reference, Is.EqualTo(ImageReference.Parse("docker.io/library/nginx@sha256:" + Hex)));
        Assert.That(ImageReference.Parse("ghcr.io/a/b:c").WithDigest(digest).Name, Is.EqualTo("ghcr.io/a/b@sha256:" + Hex));
    }

    [TestCase("linux/amd64", ExpectedResult = true)]
    [TestCase("linux/amd64/v2", ExpectedResult = false)]
    [TestCase("windows/amd64", ExpectedResult = false)]
    [TestCase("linux/arm64", ExpectedResult = false)]
    [TestCase("linux/amd64:10.0", ExpectedResult = false)]
    public bool An_image_for_linux_amd64_serves_for(string wanted) => OciPlatform.Parse("linux/amd64").Satisfies(OciPlatform.Parse(wanted));

    [Test]
    public void A_wanted_platform_without_variant_takes_any()
    {
        Assert.That(OciPlatform.Parse("linux/arm64/v8").Satisfies(OciPlatform.Linux(Core.Versions.Architecture.Arm64)), Is.True);
        Assert.That(OciPlatform.Parse("linux/arm64/v8:1").ToString(), Is.EqualTo("linux/arm64/v8:1"));
    }

    [TestCase("", ExpectedResult = true)]
    [TestCase("win32k", ExpectedResult = true)]
    [TestCase("win32k,other", ExpectedResult = false)]
    public bool An_image_of_features_serves_where_all_that_are_wanted_are_among_them(string wanted)
    {
        var image = new OciPlatform { OperatingSystem = "windows", Architecture = "amd64", OperatingSystemFeatures = ["first", "win32k"], Features = ["sse4"] };
        var features = wanted.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return image.Satisfies(OciPlatform.Parse("windows/amd64") with { OperatingSystemFeatures = features, Features = ["sse4"] });
    }

    [Test]
    public void Platforms_with_the_same_features_are_equal()
    {
        var platform = OciPlatform.Parse("linux/amd64") with { Features = ["a", "b"] };
        Assert.That(platform, Is.EqualTo(OciPlatform.Parse("linux/amd64") with { Features = ["b", "a"] }));
        Assert.That(platform.GetHashCode(), Is.EqualTo((platform with { Features = ["b", "a"] }).GetHashCode()));
        Assert.That(platform, Is.Not.EqualTo(platform with { Features = ["a"] }));
    }

    [TestCase("linux")]
    [TestCase("a/b/c/d")]
    [TestCase("/amd64")]
    [TestCase("")]
    public void What_is_no_platform_is_refused(string text) => Assert.That(
        () => OciPlatform.Parse(text), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2001"));
}
