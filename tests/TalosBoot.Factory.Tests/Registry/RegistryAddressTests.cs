using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Registry;

namespace TalosBoot.Factory.Tests.Registry;

[TestFixture]
internal sealed class RegistryAddressTests
{
    [TestCase("installer", "v1.12.0", ExpectedResult = "/v2/images/installer/manifests/v1.12.0")]
    [TestCase("installer", "sha256:00", ExpectedResult = "/v2/images/installer/manifests/sha256:00")]
    [TestCase("installer", "café", ExpectedResult = "/v2/images/installer/manifests/caf%C3%A9")]
    [TestCase(@"..\..\_catalog?x-installer", "x", ExpectedResult = "/v2/images/..%5C..%5C_catalog%3Fx-installer/manifests/x")]
    [TestCase("x#-installer", "x", ExpectedResult = "/v2/images/x%23-installer/manifests/x")]
    [TestCase("%2e%2e", @"..\x", ExpectedResult = "/v2/images/%252e%252e/manifests/..%5Cx")]
    public string Keeps_what_clients_wrote_one_segment(string image, string reference) =>
        RegistryAddress.Of(new RepositoryName("registry.example", "images").Below(image), "manifests", reference, string.Empty).AbsolutePath;

    [TestCase(".")]
    [TestCase("..")]
    public void Refuses_segments_that_lead_elsewhere(string reference) => Assert.That(
        () => RegistryAddress.Of(new RepositoryName("registry.example", "images"), "manifests", reference, string.Empty),
        Throws.TypeOf<FactoryRequestException>().With.Property("Status").EqualTo(404));

    [TestCase("127.0.0.1:5000", false, ExpectedResult = true)]
    [TestCase("registry.example", true, ExpectedResult = true)]
    [TestCase("registry.example", false, ExpectedResult = false)]
    [TestCase("0x0a.1.2.3:5000", false, ExpectedResult = false, Description = "a name, whatever else reads it as a private address")]
    public bool Talks_to_registries_without_tls_by_the_rules_of_the_client(string registry, bool isInsecure) => RegistryAddress.IsPlain(registry, isInsecure);

    [TestCase("installer", ExpectedResult = "metal")]
    [TestCase("digital-ocean-installer-secureboot", ExpectedResult = "digital-ocean")]
    [TestCase("equinixMetal-installer", ExpectedResult = "equinixMetal")]
    public string Reads_names_of_installers(string image) => InstallerName.Parse(image).Platform;

    [TestCase("x")]
    [TestCase(@"..\_catalog?x-installer")]
    [TestCase("é-installer")]
    public void Refuses_other_names(string image) => Assert.That(
        () => InstallerName.Parse(image), Throws.TypeOf<FactoryRequestException>().With.Property("Status").EqualTo(400).With.Message.EqualTo($"invalid image: {image}"));
}
