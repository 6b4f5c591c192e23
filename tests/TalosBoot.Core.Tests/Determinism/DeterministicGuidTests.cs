using TalosBoot.Core.Determinism;

namespace TalosBoot.Core.Tests.Determinism;

public sealed class DeterministicGuidTests
{
    // RFC 9562, appendix A.4.
    [Test]
    public void The_example_of_the_standard() =>
        Assert.That(
            DeterministicGuid.Create(Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"),
            Is.EqualTo(Guid.Parse("2ed6657d-e927-568b-95e1-2665a8aea6a2")));
}
