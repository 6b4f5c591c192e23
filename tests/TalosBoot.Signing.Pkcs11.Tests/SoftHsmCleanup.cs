namespace TalosBoot.Signing.Pkcs11.Tests;

/// <summary>Removes the tokens after the last test.</summary>
[SetUpFixture]
internal sealed class SoftHsmCleanup
{
    [OneTimeTearDown]
    public void RemoveTokens() => SoftHsm.DisposeIfUsed();
}
