using TalosBoot.Boot.SecureBoot;

namespace TalosBoot.Boot.Tests.SecureBoot;

public sealed class SignatureOwnerTests
{
    [Test]
    public void Is_the_hash_of_the_text() =>
        Assert.That(SignatureOwner.FromCertificate("test"u8), Is.EqualTo(new Guid("9cc5691c-0493-47a9-aa3f-415577c413b3")));

    [Test]
    public void Is_that_of_the_upstream_file() => Assert.That(
        SignatureOwner.FromCertificate(File.ReadAllBytes(RepositoryPaths.Vector("uki", "pcr-signing-crt.pem"))),
        Is.EqualTo(new Guid("09eee5dc-d407-4d96-9ddb-357fb73d942a")));
}
