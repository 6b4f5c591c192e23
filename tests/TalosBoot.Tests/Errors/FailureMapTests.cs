using System.Net;
using System.Reflection;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Errors;

namespace TalosBoot.Tests.Errors;

public sealed class FailureMapTests
{
    [Test]
    public void Each_id_has_an_exit_code()
    {
        foreach (var field in typeof(DiagnosticIds).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var exception = new TalosBootException((string)field.GetRawConstantValue()!, "x");
            Assert.That(FailureMap.ToExitCode(exception), Is.Not.EqualTo(ExitCode.Unknown), field.Name);
        }
    }

    [Test]
    public void Each_exit_code_of_a_failure_is_given_by_some_id() => Assert.That(
        typeof(DiagnosticIds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => FailureMap.ToExitCode(new TalosBootException((string)field.GetRawConstantValue()!, "x"))).Distinct(),
        Is.EquivalentTo(Enum.GetValues<ExitCode>().Except([ExitCode.Success, ExitCode.Unknown])));

    [TestCase(DiagnosticIds.ImageNotFound, HttpStatusCode.NotFound, ExitCode.Dependency)]
    [TestCase(DiagnosticIds.SchematicNotFound, HttpStatusCode.NotFound, ExitCode.InvalidInput)]
    [TestCase(DiagnosticIds.SchematicSyntax, HttpStatusCode.BadRequest, ExitCode.InvalidInput)]
    [TestCase(DiagnosticIds.RegistryStalled, HttpStatusCode.GatewayTimeout, ExitCode.Dependency)]
    [TestCase(DiagnosticIds.RegistryTooManyRequests, HttpStatusCode.ServiceUnavailable, ExitCode.Dependency)]
    [TestCase(DiagnosticIds.RegistryUnreachable, HttpStatusCode.BadGateway, ExitCode.Dependency)]
    [TestCase(DiagnosticIds.UkiNotSupported, HttpStatusCode.BadRequest, ExitCode.Unsupported)]
    [TestCase(DiagnosticIds.SecureBootNotSupported, HttpStatusCode.BadRequest, ExitCode.InvalidInput)]
    [TestCase(DiagnosticIds.NoSpaceLeft, HttpStatusCode.InsufficientStorage, ExitCode.InputOutput)]
    [TestCase(DiagnosticIds.FolderNotPrivate, HttpStatusCode.InternalServerError, ExitCode.Environment)]
    [TestCase(DiagnosticIds.OverlayProgramNotRunnable, HttpStatusCode.BadRequest, ExitCode.Environment)]
    public void The_id_decides_and_not_the_type(string id, HttpStatusCode status, ExitCode code)
    {
        var exception = new TalosBootException(id, "x");
        Assert.That((FailureMap.ToStatusCode(exception), FailureMap.ToExitCode(exception)), Is.EqualTo((status, code)));
    }

    [Test]
    public void Failures_of_others_are_errors_of_the_server() => Assert.That(
        (FailureMap.ToStatusCode(new InvalidOperationException()), FailureMap.ToExitCode(new InvalidOperationException())),
        Is.EqualTo((HttpStatusCode.InternalServerError, ExitCode.Unknown)));
}
